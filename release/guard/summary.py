"""What the run page says about the guard's answer."""

from release.guard.decide import Decision, Go, NothingToDo
from release.policy import Policy


def reason(decision: Decision) -> str:
    """Return the answer in one line."""
    match decision:
        case NothingToDo(text):
            return f"nothing to do: {text}"
        case Go(plan) if plan.published:
            return f"go: {plan.tag} is published; what is left is finished"
        case Go(plan):
            return f"go: {plan.tag} will be released"


def outputs(decision: Decision) -> dict[str, str]:
    """Return the job's outputs; `proceed` says "false" on evidence only."""
    text = reason(decision)
    match decision:
        case Go(plan):
            return {"proceed": "true", "plan": plan.dump(), "tag": str(plan.tag), "reason": text}
        case NothingToDo():
            return {"proceed": "false", "plan": "", "tag": "", "reason": text}


def apps(policy: Policy) -> dict[str, str]:
    """Return the client ids of the Apps that write, as job outputs; empty where the job does.

    They tell a job whether to ask for an App's token. Whether it wrote with the right one it asks
    the policy: a lost output makes it fail, and never write under another name.
    """
    return {
        "attach_app": policy.attach.client_id or "",
        "record_app": policy.record.client_id or "",
    }


def rendered(decision: Decision) -> str:
    """Return the job summary."""
    head = f"### {reason(decision)[0].upper()}{reason(decision)[1:]}\n"
    match decision:
        case NothingToDo():
            return head
        case Go(plan):
            previous = plan.previous.hex if plan.previous else "none"
            return (
                f"{head}\n| | |\n|---|---|\n"
                f"| content key | `{plan.content_key.hex}` |\n"
                f"| source commit | `{plan.source_commit}` |\n"
                f"| previous manifest | `{previous}` |\n"
                f"| numbers that hold no release of ours | {_listed(plan.burned)} |\n"
            )


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers)) or "none"
