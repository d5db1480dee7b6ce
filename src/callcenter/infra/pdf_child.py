"""Sets one paper and is gone: the child process of `pdf`. The only module that knows Typst."""

import base64
from importlib.resources import as_file, files
from typing import Any

import typst

from callcenter.infra.child import answer

_DATA = files("callcenter.infra").joinpath("data")


def _set(order: dict[str, Any], body: bytes) -> dict[str, Any]:
    style = _DATA.joinpath("paper.typ").read_text("utf-8")
    with as_file(_DATA.joinpath("fonts")) as folder:
        # Its own fonts alone: the same paper on every machine. The folder of fonts is also all that it could read.
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
        made = typst.Compiler(root=folder, font_paths=fonts).compile(
            input=f"{style}\n{order['template']}".encode(),
            format="pdf",
            sys_inputs={"data": body.decode()},
            pdf_standards=["ua-1"],
            timestamp=order["at"],
        )
    assert isinstance(made, bytes)
    return {"pdf": base64.b64encode(made).decode()}


if __name__ == "__main__":
    answer(_set)
