"""What a child process does, told to a collector as part of the trace of whoever asked for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from app.adapters.jobs import Hold
from app.settings import DatabaseSettings
from app.worker.ending import Ending

LONGEST_FAREWELL_SECONDS = 2.0
"""A collector that is away keeps nobody waiting who has a place to give up."""
GIVEN_UP = "ketnoi.given_up"


@contextmanager
def traced() -> Iterator[Callable[[], None]]:
    """Send the spans of this process, if the environment names a collector; gives what sends them at once, for good."""
    settings = DatabaseSettings().tracing
    if settings.endpoint is None:
        yield _nothing
        return
    from app.adapters.tracing import Tracing  # noqa: PLC0415 -- its libraries take half a second that most need not wait

    told = settings.model_dump() | {"timeout_seconds": min(settings.timeout_seconds, LONGEST_FAREWELL_SECONDS)}
    tracing = Tracing(**told, version=version("ketnoi"))
    trace.set_tracer_provider(tracing.provider)
    try:
        yield tracing.stop
    finally:
        tracing.stop()


def _nothing() -> None:
    """There is no collector."""


@contextmanager
def job(name: str, traceparent: str | None, hold: Hold, ending: Ending | None = None) -> Iterator[None]:
    """The span of an attempt; it goes on with the trace in which somebody asked for the job."""
    asked = TraceContextTextMapPropagator().extract({} if traceparent is None else {"traceparent": traceparent})
    with _span(name, context=asked, kind=SpanKind.CONSUMER) as span:
        span.set_attributes({"ketnoi.job_id": str(hold.job), "ketnoi.attempt": hold.attempt})
        yield
        if ending is not None and ending.given_up:
            span.set_attribute(GIVEN_UP, value=True)


@contextmanager
def phase(name: str) -> Iterator[None]:
    """A part of it."""
    with _span(name):
        yield


def failed(code: str) -> None:
    """The attempt came to nothing; why is told by a code, since words may repeat what somebody wrote."""
    span = trace.get_current_span()
    span.set_attribute("ketnoi.error_code", code)
    span.set_status(Status(StatusCode.ERROR))


@contextmanager
def _span(name: str, *, context: Context | None = None, kind: SpanKind = SpanKind.INTERNAL) -> Iterator[Span]:
    """One that tells that it failed, and not with which words."""
    with trace.get_tracer("ketnoi").start_as_current_span(
        name, context, kind, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except BaseException:
            span.set_status(Status(StatusCode.ERROR))
            raise
