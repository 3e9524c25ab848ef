"""Pictures that go on paper: checked, bounded, never read from a path."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from reportlab.pdfbase import pdfdoc

from crm_desktop.core.errors import CrmError

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_LARGEST = 40_000_000
"""Pixels; a picture that claims more is not opened."""
_PRINTED = 1200
"""Pixels along the longer side that are kept: 300 dots per inch at ten centimetres."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it stands in the PDF: compressed colours, and how opaque each pixel is."""

    width: int
    height: int
    colours: bytes
    opacity: bytes | None

    @property
    def name(self) -> str:
        """The same for the same pixels."""
        return hashlib.sha256(self.colours + (self.opacity or b"")).hexdigest()[:16]


@lru_cache(maxsize=8)
def read_picture(data: bytes) -> Picture:
    """Decode and check a picture; raises `CrmError`. Logos are printed often: the last few are remembered."""
    from PIL import Image

    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > _LARGEST:
                raise CrmError(
                    "The logo is too large to print.",
                    "Nothing was changed. Please choose a smaller picture in Settings, Business.",
                )
            has_alpha = "A" in image.getbands() or "transparency" in image.info
            whole = image.convert("RGBA" if has_alpha else "RGB")
    except CrmError:
        raise
    except Exception as error:
        # Pillow's decoders raise whatever a damaged file makes them raise (OSError, struct.error…).
        raise CrmError(
            "The logo cannot be read.",
            "Nothing was changed. Please choose a PNG or JPEG picture in Settings, Business.",
        ) from error
    whole.thumbnail((_PRINTED, _PRINTED))
    opacity = zlib.compress(whole.getchannel("A").tobytes()) if has_alpha else None
    return Picture(whole.width, whole.height, zlib.compress(whole.convert("RGB").tobytes()), opacity)


def embed_picture(document: Any, picture: Picture) -> str:
    """Write the picture into a ReportLab document, once; the name of its form."""
    form: str = f"picture-{picture.name}"
    if document.getXObjectName(form) in document.idToObject:
        return form
    stream = _image_stream(picture.width, picture.height, picture.colours, "DeviceRGB")
    if picture.opacity is not None:
        mask = _image_stream(picture.width, picture.height, picture.opacity, "DeviceGray")
        stream.dictionary["SMask"] = document.Reference(mask, f"{form}-opacity")
    document.Reference(stream, document.getXObjectName(form))
    document.addForm(form, stream)
    return form


def _image_stream(width: int, height: int, compressed: bytes, colour_space: str) -> pdfdoc.PDFStream:
    return pdfdoc.PDFStream(
        dictionary=pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("XObject"),
                "Subtype": pdfdoc.PDFName("Image"),
                "Width": width,
                "Height": height,
                "BitsPerComponent": 8,
                "ColorSpace": pdfdoc.PDFName(colour_space),
                "Filter": pdfdoc.PDFName("FlateDecode"),
            }
        ),
        content=compressed,
    )
