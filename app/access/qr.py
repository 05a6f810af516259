"""QR codes, for a telephone to read from a screen."""

from io import BytesIO

import segno

SCALE = 4


def svg(text: str) -> str:
    """Dark on light, in whatever colours the page is."""
    image = BytesIO()
    segno.make(text, error="m").save(image, kind="svg", scale=SCALE, light="white", xmldecl=False, nl=False)
    return image.getvalue().decode()
