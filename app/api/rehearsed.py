"""What a rehearsal answers says that it is one; files say it in their names, since they are taken along."""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Rehearsal"
MARK = "REHEARSAL-"
_NAME = re.compile(r"(filename=\"?|filename\*=UTF-8'')")


class Rehearsed:
    """ASGI middleware around pages and API."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[HEADER] = "true"
                if (said := headers.get("Content-Disposition")) is not None:
                    headers["Content-Disposition"] = _NAME.sub(rf"\g<1>{MARK}", said)
            await send(message)

        await self.app(scope, receive, marked)
