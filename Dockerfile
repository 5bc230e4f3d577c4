# Pagewitness as an image: the app on port 7860, all that it keeps in /data. See docs/operations.md.
#   docker build -t pagewitness .                       for a CPU
#   docker build -t pagewitness:cuda --target cuda .    for an NVIDIA GPU

FROM python:3.11-slim-bookworm AS base
# Uid 1000, because Hugging Face Spaces runs every container as that user.
RUN useradd --uid 1000 --home-dir /data --create-home pagewitness \
    && mkdir -p /data/incoming \
    && chown -R pagewitness:pagewitness /data \
    && chmod -R go-rwx /data
ENV PIP_NO_CACHE_DIR=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/data \
    HF_HOME=/data/models \
    TMPDIR=/data/incoming \
    PAGEWITNESS_HOME=/data/library \
    PAGEWITNESS_HOST=0.0.0.0 \
    PAGEWITNESS_LOG_FORMAT=json
WORKDIR /app

FROM base AS cuda
# Triton builds its launchers with a C compiler; Python's headers come with the base image.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
ENV TRITON_CACHE_DIR=/data/triton
COPY . .
# torch from the package index brings its CUDA libraries along; the host brings the driver.
RUN pip install .
USER pagewitness
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('PAGEWITNESS_PORT', '7860') + '/healthz', timeout=4)"]
CMD ["pagewitness-app"]

FROM base AS cpu
RUN pip install "torch>=2.11,<2.14" --index-url https://download.pytorch.org/whl/cpu
COPY . .
RUN pip install .
USER pagewitness
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('PAGEWITNESS_PORT', '7860') + '/healthz', timeout=4)"]
CMD ["pagewitness-app"]
