"""The settings of the repository, one click each, compared with GitHub's answers."""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus

from upkeep.answers import Answers
from upkeep.check import Check
from upkeep.governance import Setting

_SHOWN = 160


def checks(settings: tuple[Setting, ...], answers: Answers) -> Iterator[Check]:
    """Compare every setting."""
    for setting in settings:
        value = _value(setting, settings, answers)
        if isinstance(value, Check):
            yield value
        elif _plain(value) == _plain(setting.want):
            yield Check.agrees(setting.where, f"{setting.field} is {_shown(value)}")
        else:
            said = f"{setting.field} is {_shown(value)}, wanted {_shown(setting.want)}"
            yield Check.differs(setting.where, said, setting.click)


def _value(setting: Setting, settings: tuple[Setting, ...], answers: Answers) -> object:
    """Return what GitHub says, or the check that says why it is not known."""
    answer = answers.of(setting.ask)
    off = answer.status == HTTPStatus.NOT_FOUND and setting.absent is not None
    if off and answers.proves(setting.needs, settings):
        return setting.absent
    value: object = answer.table if answer.status == HTTPStatus.OK else None
    for part in setting.field.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if value is None:
        return Check.unasked(setting.where, f"{setting.field}: {answer.said}", setting.needs)
    return value


def _plain(value: object) -> tuple[type, object]:
    """Return a value that equals only its like: lists without order, true is not 1."""
    if isinstance(value, list | tuple):
        return tuple, sorted(map(_shown, value))
    return type(value), value


def _shown(value: object) -> str:
    return json.dumps(value, sort_keys=True)[:_SHOWN]
