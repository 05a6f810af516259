"""Traces for a collector that speaks OTLP over HTTP: what was done, and how long each statement of a request took.

The framework's own instrumentation would tell addresses, queries and who asks; ours tells words of ours alone.
"""

from typing import Any

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer
from sqlalchemy import Connection, Engine, ExceptionContext, event

MOST_CHARACTERS = 2000
OPEN = "ketnoi_span"


class Tracing:
    """Sends a share of all traces, some seconds later and from a thread of its own; what can't be sent is dropped."""

    def __init__(self, *, endpoint: str, share: float, version: str, timeout_seconds: float) -> None:
        about = Resource.create({"service.name": "ketnoi", "service.version": version})
        exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=timeout_seconds)
        sampler = ParentBased(TraceIdRatioBased(share))  # What goes on with a trace is told as far as that is.
        self.provider = TracerProvider(resource=about, sampler=sampler, shutdown_on_exit=False)
        self._unfinished = _Unfinished()
        for processor in (self._unfinished, BatchSpanProcessor(exporter)):
            self.provider.add_span_processor(processor)
        self.tracer: Tracer = self.provider.get_tracer("ketnoi", version)

    def watch(self, engine: Engine) -> None:
        """Each statement is a span, without its parameters: these are what people wrote."""
        event.listen(engine, "before_cursor_execute", self._begin)
        event.listen(engine, "after_cursor_execute", _end)
        event.listen(engine, "handle_error", _fail)

    def stop(self) -> None:
        """Send what is left; what is still under way ends with it."""
        self._unfinished.end()
        self.provider.shutdown()

    def _begin(self, connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        verb = statement.split(maxsplit=1)[0].upper()
        told = {"db.system.name": connection.dialect.name, "db.query.text": statement[:MOST_CHARACTERS]}
        connection.info[OPEN] = self.tracer.start_span(verb, kind=SpanKind.CLIENT, attributes=told)


class _Unfinished(SpanProcessor):
    """The spans that have not ended yet: a process that has to go at once does not come back to them."""

    def __init__(self) -> None:
        self._spans: dict[int, Span] = {}

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:  # noqa: ARG002 -- as it is called
        if span.context is not None:
            self._spans[span.context.span_id] = span

    def on_end(self, span: ReadableSpan) -> None:
        if span.context is not None:
            self._spans.pop(span.context.span_id, None)

    def end(self) -> None:
        """The inner ones first."""
        for span in reversed(list(self._spans.values())):
            span.set_attribute("ketnoi.given_up", value=True)
            span.end()


def _end(connection: Connection, *_: Any) -> None:
    connection.info.pop(OPEN).end()


def _fail(failure: ExceptionContext) -> None:
    """It is told that it failed, not with which words: they may repeat a value."""
    span = failure.connection.info.pop(OPEN, None) if failure.connection else None
    if span is not None:
        span.set_status(Status(StatusCode.ERROR))
        span.end()
