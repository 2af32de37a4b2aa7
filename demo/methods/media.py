"""Photos and documents: uploaded with the call, or sent again by their id."""

from demo.errors import bad_request
from demo.files import StoredFile, as_document
from demo.params import Params, Upload
from demo.pictures import read_picture
from demo.shapes import Content
from demo.world import World

_PHOTO_LIMIT = 10 * 1024 * 1024
_SIDES_LIMIT = 10_000
_RATIO_LIMIT = 20


def read_media(world: World, params: Params, kind: str, source: str) -> Content:
    """The file that `source` names (or that came under the name `kind`), as message content."""
    upload = params.files.get(kind)
    if upload is None and source.startswith("attach://"):
        upload = params.files.get(source.removeprefix("attach://"))
    file = _kept(world, upload) if upload is not None else _known(world, kind, source)
    if kind == "photo":
        return _photo(file)
    return {"document": as_document(file)}


def _kept(world: World, upload: Upload) -> StoredFile:
    if not upload.content:
        raise bad_request("file must be non-empty")
    return world.files.add(upload.name, upload.mime_type, upload.content)


def _known(world: World, kind: str, source: str) -> StoredFile:
    if not source or source.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    if "://" in source:
        raise bad_request("failed to get HTTP URL content")
    file = world.files.get(source)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return file


def _photo(file: StoredFile) -> Content:
    if len(file.content) > _PHOTO_LIMIT:
        raise bad_request("file is too big")
    picture = read_picture(file.content)
    if picture is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    short, long = sorted((picture.width, picture.height))
    if short + long > _SIDES_LIMIT or long > short * _RATIO_LIMIT:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return {
        "photo": [
            {
                "file_id": file.file_id,
                "file_unique_id": file.file_id[:16],
                "width": picture.width,
                "height": picture.height,
                "file_size": len(file.content),
            }
        ]
    }
