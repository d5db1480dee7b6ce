"""The one exception of file reading; apart from the HTTP errors so that the reader child stays small."""


class FileRefused(Exception):
    """The file as a whole cannot be taken. `code` is stable and explained in `sentences`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
