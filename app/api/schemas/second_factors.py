"""Wire format of second factors."""

from datetime import datetime

from pydantic import Field

from app.access.fields import FactorCode
from app.api.schemas.fields import Input, Output


class CodeInput(Input):
    code: FactorCode = Field(description="Six digits, or a recovery code where there is one; spaces do not matter.")


class SecondFactorRead(Output):
    confirmed_at: datetime | None = Field(description="Since when codes are asked for; null if they are not.")
    recovery_codes_left: int


class EnrolmentRead(Output):
    secret: str = Field(description="Base 32, to be typed.")
    uri: str = Field(description="The same as an `otpauth:` address.")
    qr_svg: str = Field(description="The address as a QR code, in SVG.")


class RecoveryCodesRead(Output):
    recovery_codes: list[str] = Field(description="Each takes the place of a code once; they are never told again.")
