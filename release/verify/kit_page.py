"""VERIFY.md, the page in a kit: three ways to verify it, for whoever opens it first."""

from release.artifact import Digest
from release.names import SIGNED_BLOBS, Names, Role, Tag
from release.policy import Publisher
from release.verify import kit
from release.verify.cosign_sums import CosignSums

_PAGE = """\
# {tag}, verified without a network

This folder is a release of {repository} with what it takes to verify it offline. There are three
ways, with three programs; each is enough for the model, and none opens a socket. Run the commands
in this folder, as they stand: a line that starts with `$ ` is one, without the `$ `, and goes on
where it ends in a backslash.

**What to believe.** Whoever gave you this folder could have made all of it, this page too. What
nobody can make is a signature under the real trust root, which everything below rests on. So ask
somebody else, or another copy, for this line:

    {root}  {trusted_root}

Kits made of the same release, root and rules are the same bytes: the `sha256sum` of the whole tar
is as good.

**What to bring**, fetched while there was a network: cosign, or gh {gh} or newer, or Python with a
checkout. cosign {version} is known by its sums:

```sh
sha256sum --strict --ignore-missing -c {sums}
```

## 1. With cosign and coreutils

The signature over the list, then the list:

```console
$ cosign verify-blob --trusted-root {trusted_root} --use-signed-timestamps --bundle {list_bundle} \\
    --certificate-identity {san} \\
    --certificate-oidc-issuer {issuer} \\
    {list}
$ sha256sum --strict -c {list}
```

## 2. With gh

The model, by its provenance, which says from what it was made:

```console
$ gh attestation verify {model} --bundle {provenance} --repo {repository} \\
    --cert-identity {san} \\
    --source-ref {ref} --deny-self-hosted-runners --custom-trusted-root {trusted_root_line}
```

## 3. With a checkout of {repository}

Everything: each file, each signature, the ids of repository and owner, the environment, the
provenance. A checkout beside this folder, and a Python with its packages, are made once while there
is a network:

```sh
git clone https://github.com/{repository} ../checkout
python3 -m venv ../venv
../venv/bin/pip install --require-hashes -r ../checkout/requirements/verify.txt
../venv/bin/pip install --no-deps --no-build-isolation ../checkout
```

Then, without one:

```console
$ ../venv/bin/python -I ../checkout/scripts/verify.py {tag} --kit ../{kit}.tar
```

It goes by the policy of the checkout, not by `{policy}` here, which is for reading.
"""


def rendered(tag: Tag, publisher: Publisher, cosign: CosignSums, gh: str, root: Digest) -> str:
    """Return the page for the release `tag`, which `publisher` signed under the trust root.

    `gh` is the policy's lowest version for the command of the page.
    """
    names = Names(tag)
    return _PAGE.format(
        tag=tag,
        repository=publisher.repository.name,
        root=root.hex,
        trusted_root=kit.TRUSTED_ROOT,
        trusted_root_line=kit.TRUSTED_ROOT_LINE,
        version=cosign.version,
        gh=gh,
        sums=kit.COSIGN_SUMS,
        policy=kit.POLICY,
        san=publisher.san,
        issuer=publisher.issuer,
        ref=publisher.ref,
        list=names.asset(Role.SUMS),
        list_bundle=names.asset(SIGNED_BLOBS[Role.SUMS]),
        model=names.asset(Role.MODEL),
        provenance=names.asset(Role.PROVENANCE),
        kit=names.kit,
    )
