// Runs the library as googleapis/release-please-action does, and writes its outputs: first the
// releases of merged release pull requests, then the pull requests.
'use strict';

const { randomUUID } = require('node:crypto');
const fs = require('node:fs');
const { GitHub, Manifest } = require('release-please');
const { ProxyAgent, setGlobalDispatcher } = require('undici');

const inputs = JSON.parse(process.env.INPUTS);

function setOutput(name, value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const fence = randomUUID(); // no value can end itself and set another output
  fs.appendFileSync(process.env.GITHUB_OUTPUT, `${name}<<${fence}\n${text}\n${fence}\n`);
}

function load(github) {
  const config = inputs['config-file'] || undefined;
  const versions = inputs['manifest-file'] || undefined;
  return Manifest.fromManifest(github, github.repository.defaultBranch, config, versions);
}

function tell(releases) {
  setOutput('releases_created', releases.length > 0);
  setOutput('paths_released', releases.map((release) => release.path || '.'));
  const root = releases.find((release) => (release.path || '.') === '.');
  if (root) {
    setOutput('release_created', true);
    setOutput('tag_name', root.tagName);
    setOutput('version', root.version);
    setOutput('sha', root.sha);
  }
}

async function main() {
  setGlobalDispatcher(new ProxyAgent(process.env.https_proxy)); // node's own fetch knows no proxy
  const [owner, repo] = inputs['repo-url'].split('/');
  const github = await GitHub.create({
    owner,
    repo,
    apiUrl: inputs['github-api-url'],
    graphqlUrl: inputs['github-graphql-url'].replace(/\/graphql$/, ''),
    token: inputs.token,
    defaultBranch: inputs['target-branch'] || undefined,
  });
  if (inputs['skip-github-release'] !== 'true') {
    tell((await (await load(github)).createReleases()).filter(Boolean));
  }
  if (inputs['skip-github-pull-request'] !== 'true') {
    const pulls = (await (await load(github)).createPullRequests()).filter(Boolean);
    setOutput('prs_created', pulls.length > 0);
    if (pulls.length > 0) setOutput('pr', pulls[0]);
  }
}

main().catch((error) => {
  process.stderr.write(`release-please failed: ${error.message}\n`);
  process.exitCode = 1;
});
