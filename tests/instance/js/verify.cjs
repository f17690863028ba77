"use strict";
// Asks @sigstore/verify about each bundle of the file named on the command line, and prints as one
// JSON object what it said: "" for yes. The file holds the trust root, the identity, and questions.
const { readFileSync } = require("node:fs");
const { TrustedRoot } = require("@sigstore/protobuf-specs");
const { bundleFromJSON } = require("@sigstore/bundle");
const { Verifier, toSignedEntity, toTrustMaterial } = require("@sigstore/verify");

const asked = JSON.parse(readFileSync(process.argv[2], "utf8"));
const policy = { subjectAlternativeName: asked.identity, extensions: { issuer: asked.issuer } };
const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(asked.root)), {
  ctlogThreshold: 1,
  tlogThreshold: 1,
  timestampThreshold: 1,
});

function answer(question) {
  const data = question.data === null ? undefined : Buffer.from(question.data, "base64");
  try {
    verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(question.bundle)), data), policy);
    return "";
  } catch (error) {
    return `${error.code ?? error.name}: ${error.message}`;
  }
}

const answers = asked.questions.map((question) => [question.name, answer(question)]);
process.stdout.write(JSON.stringify(Object.fromEntries(answers)));
