"""Cuts the input shapes of the operations that the lake stand-in answers out of botocore's service models.

Run it with botocore installed: python3 extract.py && npx biome check --write .
"""

import json
import pathlib

import botocore
import botocore.session

OPERATIONS = {
    "glue": """
        CreateDatabase GetDatabase GetDatabases UpdateDatabase DeleteDatabase
        CreateTable GetTable GetTables UpdateTable DeleteTable BatchDeleteTable
        CreatePartition BatchCreatePartition GetPartition GetPartitions BatchGetPartition
        UpdatePartition BatchUpdatePartition DeletePartition BatchDeletePartition
        TagResource UntagResource GetTags
        GetResourcePolicy PutResourcePolicy DeleteResourcePolicy GetResourcePolicies
        CreateCrawler UpdateCrawler GetCrawler StartCrawler DeleteCrawler
    """,
    "lakeformation": """
        RegisterResource DeregisterResource DescribeResource ListResources
        GrantPermissions RevokePermissions BatchGrantPermissions BatchRevokePermissions ListPermissions
        GetDataLakeSettings PutDataLakeSettings
        CreateLFTag GetLFTag UpdateLFTag DeleteLFTag ListLFTags
        AddLFTagsToResource RemoveLFTagsFromResource GetResourceLFTags SearchTablesByLFTags
        CreateDataCellsFilter GetDataCellsFilter UpdateDataCellsFilter ListDataCellsFilter DeleteDataCellsFilter
    """,
    "ram": """
        GetResourceShares GetResourceShareInvitations AcceptResourceShareInvitation RejectResourceShareInvitation
        GetResourceShareAssociations ListResources DisassociateResourceShare
    """,
    "sts": "AssumeRole GetCallerIdentity",
}
CONSTRAINTS = ("min", "max", "pattern", "enum")


def describe(shape, found):
    if shape.name in found:
        return
    entry = found[shape.name] = {"type": shape.type_name}
    entry.update({key: shape.metadata[key] for key in CONSTRAINTS if shape.metadata.get(key) not in (None, [])})
    if shape.type_name == "structure":
        entry["members"] = {name: member.name for name, member in shape.members.items()}
        if shape.required_members:
            entry["required"] = list(shape.required_members)
        children = shape.members.values()
    elif shape.type_name == "list":
        entry["member"] = shape.member.name
        children = [shape.member]
    elif shape.type_name == "map":
        entry["key"], entry["value"] = shape.key.name, shape.value.name
        children = [shape.key, shape.value]
    else:
        children = []
    for child in children:
        describe(child, found)


def main():
    session = botocore.session.get_session()
    for name, operations in OPERATIONS.items():
        service = session.get_service_model(name)
        shapes, inputs = {}, {}
        for operation in operations.split():
            model = service.operation_model(operation)
            entry = inputs[operation] = {"path": model.http["requestUri"]}
            if model.input_shape:
                entry["input"] = model.input_shape.name
                describe(model.input_shape, shapes)
        out = {
            "source": f"botocore {botocore.__version__}, {name} {service.api_version} (Apache-2.0)",
            "operations": inputs,
            "shapes": dict(sorted(shapes.items())),
        }
        path = pathlib.Path(__file__).with_name(f"{name}.json")
        path.write_text(json.dumps(out, ensure_ascii=True) + "\n")


main()
