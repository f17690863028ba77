"""Every call of GitHub's API that the local one answers, in the order of looking."""

from tests.rehearsal.hosts import (
    actions,
    apps,
    assets,
    attestations,
    contents,
    git_data,
    graphql,
    issues,
    labels,
    pulls,
    queues,
    releases,
    settings,
    variables,
)

API = (
    *releases.ROUTES,
    *assets.ROUTES,
    *git_data.ROUTES,
    *pulls.ROUTES,
    *issues.ROUTES,
    *labels.ROUTES,
    *actions.ROUTES,
    *queues.ROUTES,
    *variables.ROUTES,
    *attestations.ROUTES,
    *apps.ROUTES,
    *contents.ROUTES,
    *settings.ROUTES,
    *graphql.ROUTES,
)
