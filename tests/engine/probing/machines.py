"""Machines as a probe finds them."""

from qa.engine.probing.device_info import Machine
from qa.engine.probing.probe import Probe, Rates

GB = 10**9


def found(device="cpu", free_gb=16.0, speed=1.0, weight_format="int8", kv_format="k8v16"):
    """A machine with the rates of two quiet CPU cores, times `speed`."""
    return Probe(
        machine=Machine(device, "a device", None, 2, 24 * GB, int(free_gb * GB), "2.13"),
        weight_format=weight_format,
        kv_format=kv_format,
        backends=(),
        rates=Rates(1.2e12 * speed, 4e11 * speed, 4e9 * speed, 25e9 * speed),
    )
