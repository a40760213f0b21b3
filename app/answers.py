"""From the answers a person gave to the parameters of an importer or an analysis. It knows neither."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from scene.errors import InvalidRequest
from scene.messages import Message, msg

Params = TypeVar("Params", bound=BaseModel)


def params_from(params_type: type[Params], answers: Mapping[str, object], hint: Message) -> Params:
    """Return the parameters.

    Raises
    ------
    InvalidRequest
        If an answer has no place or does not fit; it names the first one, and gives the hint.
    """
    try:
        return params_type(**answers)
    except ValidationError as problem:
        first = problem.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise InvalidRequest(
            msg("The parameter {name} does not fit: {problem}.", name=name, problem=first["msg"]), hint
        ) from problem
