"""What a command cannot do, said in one sentence to whoever typed it."""

from typing import ClassVar


class Refusal(Exception):
    """Something that whoever started the command can put right: the message is printed, without a traceback."""

    exit_status: ClassVar[int] = 1
