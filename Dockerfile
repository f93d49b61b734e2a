FROM python:3.11-slim AS build
WORKDIR /platform
RUN python -m venv /venv
COPY requirements.txt ./
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY manage.py ./
COPY cms cms
COPY courses courses
COPY assessments assessments
COPY static static
# Texts compiled, static files named by their hash and packed: nothing of it is left to the start.
RUN DATA=/build /venv/bin/python manage.py compile_texts \
 && DATA=/build /venv/bin/python manage.py collectstatic --no-input \
 && /venv/bin/python -m compileall -q cms courses assessments

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin platform \
 && install --directory --owner platform --mode 0700 /data
COPY --from=build /venv /venv
COPY --from=build /platform /platform
COPY --from=build /build/static /static
WORKDIR /platform
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=cms.settings.production \
    DATA=/data \
    STATIC_ROOT=/static
USER platform
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--log-config", "cms/settings/granian.json", "cms.wsgi:application"]
