"""What a card does a second, as the bench has measured it once."""

from tests.benchmarks.gpu.limits import DeviceRates

H200 = DeviceRates(bf16_ops=790e12, fp8_ops=1500e12, bytes_read=4.3e12)
