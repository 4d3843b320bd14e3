"""A downloaded file has a name that no reader takes for a path, a header or a device."""

import pytest

from shared.downloads import disposition


@pytest.mark.parametrize(
    ("name", "plain", "whole"),
    [
        ("手册.pdf", "file.pdf", "%E6%89%8B%E5%86%8C.pdf"),
        ("../../etc/passwd", "etc-passwd", "etc-passwd"),
        ("a\r\nSet-Cookie: x=1.txt", "a-Set-Cookie- x_1.txt", "a-Set-Cookie-%20x%3D1.txt"),
        ('a"b.png', "a-b.png", "a-b.png"),
        ("...", "file", "file"),
        ("", "file", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_safe_in_a_header_and_on_a_disk(name: str, plain: str, whole: str) -> None:
    assert disposition(name) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"
