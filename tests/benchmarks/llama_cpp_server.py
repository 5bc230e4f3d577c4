"""llama.cpp's own HTTP server over one GGUF file: prints its address, and ends with its stdin.

To be run by a Python that has xllamacpp, which carries that server in a wheel.

    python tests/benchmarks/llama_cpp_server.py MODEL.gguf [--context N] [--at-once N] [--port N]
"""

import argparse
import sys

import xllamacpp


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model")
    parser.add_argument("--context", type=int, default=2048, help="tokens of one question")
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    params = xllamacpp.CommonParams()
    params.model.path = args.model
    params.hostnames = ["127.0.0.1"]
    params.port = args.port
    params.n_ctx, params.n_parallel = args.context * args.at_once, args.at_once
    params.kv_unified = False  # else one question may take the room of all
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = args.threads
    params.endpoint_metrics = params.endpoint_slots = True
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}/v1\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
