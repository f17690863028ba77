"""Each case of the kind `registry` is refused by the rule that it breaks, where it breaks it."""

import pytest

from release.errors import ReleaseError
from tests.cases.case import cases, content
from tests.cases.registries import verdict

EXPECTED: dict[str, tuple[str, str]] = {
    "active_with_reason": ("schema", "$.models[8].mirror.reason"),
    "bundle_is_none": ("bundle", "$.models[8]"),
    "bundle_missing": ("bundle", "$.models[8]"),
    "bundle_suffix": ("schema", "$.models[1].sigstore_bundle"),
    "burned_is_a_model": ("rows", "$"),
    "card_digest_typed": ("handwritten", "docs/ai/models/u2netp_mirror_card.md"),
    "card_example_without_code": ("points", "docs/ai/models/plain_card.md"),
    "card_front_matter_quoted": ("card", "docs/ai/models/plain_card.md"),
    "card_front_matter_unknown": ("card", "docs/ai/models/plain_card.md"),
    "card_markers_twice": ("card", "docs/ai/models/u2netp_mirror_card.md"),
    "card_missing": ("card", "$.models[1]"),
    "card_of_another_licence": ("facts", "docs/ai/models/plain_card.md"),
    "card_of_the_release_before": ("facts", "docs/ai/models/u2netp_mirror_card.md"),
    "card_of_the_tree_with_old_facts": ("facts", "docs/ai/models/plain_card.md"),
    "card_parameters_typed": ("handwritten", "docs/ai/models/u2netp_mirror_card.md"),
    "card_silent_about_a_yanked_release": ("facts", "docs/ai/models/u2netp_mirror_card.md"),
    "card_to_fill_in": ("placeholder", "docs/ai/models/plain_card.md"),
    "card_without_limitations": ("points", "docs/ai/models/plain_card.md"),
    "content_twice": ("rows", "$"),
    "description_bidirectional": ("schema", "$.models[1].description"),
    "description_with_lines": ("schema", "$.models[1].description"),
    "entry_a_number": ("schema", "$.models[0]"),
    "id_registry": ("schema", "$.models[1].id"),
    "id_twice": ("duplicate", "$.models"),
    "int8_budget_above_one": ("schema", "$.models[0].quant_accuracy_budget_plcc"),
    "int8_budget_missing": ("schema", "$.models[0]"),
    "int8_changed": ("int8", "$.models[0]"),
    "int8_digest_missing": ("schema", "$.models[0]"),
    "int8_digest_on_fp32": ("schema", "$.models[1].int8_sha256"),
    "int8_missing": ("int8", "$.models[0]"),
    "int8_of_no_entry": ("stranger", "plain.int8.onnx"),
    "is_a_link": ("12", ""),
    "json_bom": ("json", "$"),
    "json_exponent": ("json", "$"),
    "json_half_a_character": ("json", "$"),
    "json_huge_integer": ("json", "$"),
    "json_key_twice": ("json", "$"),
    "json_list_root": ("json", "$"),
    "json_million_values": ("json", "$"),
    "json_nan": ("json", "$"),
    "json_nested_50000_levels": ("json", "$"),
    "json_not_utf8": ("json", "$"),
    "json_two_documents": ("json", "$"),
    "kind_unknown": ("schema", "$.models[1].kind"),
    "licence_address_plain_http": ("schema", "$.models[1].license_url"),
    "licence_missing": ("schema", "$.models[1]"),
    "longer_than_any": ("12", ""),
    "mirror_without_release": ("rows", "$"),
    "model_changed": ("model", "$.models[1]"),
    "model_external_data": ("model", "$.models[1]"),
    "model_is_a_folder": ("irregular", "plain.onnx"),
    "model_is_a_link": ("irregular", "plain.onnx"),
    "model_missing": ("model", "$.models[1]"),
    "model_not_onnx": ("model", "$.models[1]"),
    "model_of_another_opset": ("model", "$.models[1]"),
    "model_of_no_entry": ("stranger", "extra.onnx"),
    "models_a_table": ("schema", "$.models"),
    "name_in_upper_case_too": ("collision", "readme"),
    "name_in_wide_letters_too": ("collision", "n\N{FULLWIDTH LATIN SMALL LETTER O}te"),
    "number_of_another_tag": ("rows", "$"),
    "onnx_absolute": ("schema", "$.models[1].onnx"),
    "onnx_backslash": ("schema", "$.models[1].onnx"),
    "onnx_confusable": ("schema", "$.models[1].onnx"),
    "onnx_device": ("schema", "$.models[1].id"),
    "onnx_newline": ("schema", "$.models[1].onnx"),
    "onnx_of_another_model": ("rows", "$"),
    "onnx_subfolder": ("schema", "$.models[1].onnx"),
    "onnx_up_and_out": ("schema", "$.models[1].onnx"),
    "onnx_upper_case": ("schema", "$.models[1].onnx"),
    "onnx_zero_byte": ("schema", "$.models[1].onnx"),
    "opset_6": ("schema", "$.models[1].opset"),
    "opset_text": ("schema", "$.models[1].opset"),
    "out_of_order": ("rows", "$"),
    "pin_to_fill_in": ("pin", "model/u2netp_mirror.toml"),
    "publisher_of_no_row": ("publisher", "$.models[8]"),
    "rollback_of_other_content": ("rows", "$"),
    "schema_version_2": ("schema", "$.schema_version"),
    "sha256_upper_case": ("schema", "$.models[1].sha256"),
    "sidecar_changed": ("sidecar", "$.models[1]"),
    "sidecar_missing": ("sidecar", "$.models[1]"),
    "sidecar_of_another_mode": ("sidecar", "$.models[1]"),
    "sidecar_of_another_model": ("sidecar", "$.models[1]"),
    "sidecar_of_no_entry": ("stranger", "extra.json"),
    "sidecar_tensor_renamed": ("sidecar", "$.models[1]"),
    "sidecar_unknown_field": ("sidecar", "$.models[1]"),
    "sidecar_without_an_output": ("sidecar", "$.models[1]"),
    "smoke_text": ("schema", "$.models[1].smoke"),
    "smoke_with_release": ("schema", "$.models[8]"),
    "static_without_calibration_set": ("schema", "$.models[0]"),
    "status_unknown": ("schema", "$.models[8].mirror.status"),
    "two_active": ("rows", "$"),
    "unknown_field": ("schema", "$.models[1].release_url"),
    "yanked_without_reason": ("schema", "$.models[7].mirror"),
}
"""Case → rule and place of the first finding; 12 is the code of a registry that cannot be read."""

NAMES = {case.name for case in cases() if case.kind == "registry" and not case.accepted}


def refusal(name: str) -> tuple[str, str]:
    try:
        first = verdict(content(name)).findings[0]
    except ReleaseError as error:
        return str(error.exit_code), ""
    return first.rule, first.path.partition(":")[0]


def test_every_case_has_an_expected_refusal() -> None:
    assert {f"registry_{name}_fail" for name in EXPECTED} == NAMES


@pytest.mark.parametrize("name", EXPECTED)
def test_a_case_is_refused_by_the_rule_that_it_breaks(name: str) -> None:
    assert refusal(f"registry_{name}_fail") == EXPECTED[name]


def test_the_twin_has_nothing_to_find() -> None:
    found = verdict(content("registry_whole_pass"))
    assert (found.findings, found.released, found.smoke, found.in_tree) == ((), 2, 5, 2)
