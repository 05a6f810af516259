"""Traces for a collector that speaks OTLP over HTTP: what a request did, and how long each statement took.

The framework's own instrumentation would tell addresses, queries and who asks; ours tells words of ours alone.
"""

from typing import Any

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer
from sqlalchemy import Connection, Engine, ExceptionContext, event

MOST_CHARACTERS = 2000
OPEN = "ketnoi_span"


class Tracing:
    """Sends a share of all traces, some seconds later and from a thread of its own; what can't be sent is dropped."""

    def __init__(self, *, endpoint: str, share: float, version: str, timeout_seconds: float) -> None:
        about = Resource.create({"service.name": "ketnoi", "service.version": version})
        exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=timeout_seconds)
        self._provider = TracerProvider(resource=about, sampler=TraceIdRatioBased(share), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self.tracer: Tracer = self._provider.get_tracer("ketnoi", version)

    def watch(self, engine: Engine) -> None:
        """Each statement is a span, without its parameters: these are what people wrote."""
        event.listen(engine, "before_cursor_execute", self._begin)
        event.listen(engine, "after_cursor_execute", _end)
        event.listen(engine, "handle_error", _fail)

    def stop(self) -> None:
        """Send what is left."""
        self._provider.shutdown()

    def _begin(self, connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        verb = statement.split(maxsplit=1)[0].upper()
        told = {"db.system.name": connection.dialect.name, "db.query.text": statement[:MOST_CHARACTERS]}
        connection.info[OPEN] = self.tracer.start_span(verb, kind=SpanKind.CLIENT, attributes=told)


def _end(connection: Connection, *_: Any) -> None:
    connection.info.pop(OPEN).end()


def _fail(failure: ExceptionContext) -> None:
    """It is told that it failed, not with which words: they may repeat a value."""
    span = failure.connection.info.pop(OPEN, None) if failure.connection else None
    if span is not None:
        span.set_status(Status(StatusCode.ERROR))
        span.end()
