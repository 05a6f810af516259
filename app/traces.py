"""Which trace the present work belongs to, in the form in which it goes from one process to the next."""

from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_FIELD = "traceparent"


def present() -> str | None:
    """The `traceparent` (W3C Trace Context) of the span that is open here; none where nothing is traced."""
    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get(_FIELD)
