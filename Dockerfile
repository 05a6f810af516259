# Two stages: the first builds the wheel (it needs node, which comes as a wheel), the second only runs it.
# To run it, give KETNOI_SECRET_KEY; once it has a name, KETNOI_HTTP__ALLOWED_HOSTS='["your.host"]', too, and in
# KETNOI_HTTP__TRUSTED_PROXIES the address of the proxy that ends TLS before it.

FROM python:3.13-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/ketnoi
ENV PATH=/opt/ketnoi/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1

# The locks alone first: this layer is rebuilt only when a dependency changes.
COPY requirements.lock requirements-build.lock ./
RUN pip install --require-hashes -r requirements.lock
RUN python -m venv /opt/build && /opt/build/bin/pip install --require-hashes -r requirements-build.lock

COPY pyproject.toml hatch_build.py README.md LICENSE NOTICE ./
COPY frontend frontend
COPY migrations migrations
COPY app app
RUN /opt/build/bin/pip wheel --no-build-isolation --no-deps --wheel-dir /dist . \
    && pip install --no-deps /dist/*.whl

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="Kết Nối" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/ketnoi /opt/ketnoi
RUN useradd --system --create-home --uid 10001 ketnoi && install --directory --owner=ketnoi /var/lib/ketnoi
USER ketnoi
WORKDIR /var/lib/ketnoi
VOLUME /var/lib/ketnoi
ENV PATH=/opt/ketnoi/bin:$PATH PYTHONUNBUFFERED=1 KETNOI_DATABASE_URL=sqlite:////var/lib/ketnoi/ketnoi.db \
    KETNOI_DOCUMENTS__FOLDER=/var/lib/ketnoi/documents
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["sh", "-c", "ketnoi migrate && ketnoi load-reference && exec ketnoi serve --host 0.0.0.0 --port 8000"]
