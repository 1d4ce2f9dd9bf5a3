"""A manufacturer's catalogue over HTTP: told part by part, for nobody else."""

from __future__ import annotations

import io
import json

from tests.web.conftest import csrf

HEAD = "Name,SKU,Category,Pack size,Price,MRP,HSN code,Whatever\n"
FILE = HEAD + "Amritarishta of the file,FILE-1,Arishta,450 ml,100,150,3004,x\n=Broken,FILE-2,Arishta,450 ml,free,150,3004,x\n"


def send(client, content=FILE):
    form = {"file": (io.BytesIO(content.encode()), "catalogue.csv")}
    return client.post("/products/import", data=form, headers={"X-CSRFToken": csrf(client)})


def test_a_catalogue_is_told_part_by_part_and_what_cannot_be_read_is_said(web):
    maker = web.person("manufacturer")
    assert "Names of the columns" in web.page(maker, "/dashboard/products/import").get_data(as_text=True)
    for again in (False, True):
        answer = send(maker)
        told = [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]
        assert answer.mimetype == "application/x-ndjson"
        assert len(told) == 1
        counts = {k: told[0][k] for k in ("done", "total", "imported", "unchanged", "refused")}
        assert counts == {"done": 2, "total": 2, "imported": int(not again), "unchanged": int(again), "refused": 1}
        assert told[0]["refusals"][0][:2] == [3, "Price"]
    assert "Amritarishta of the file" not in web.page(web.person("clinic"), "/dashboard/products").get_data(as_text=True)
    for content, said in (
        ("Name,SKU\nA,B\n", "No column is called Category"),
        (HEAD, "no rows under them"),
        (HEAD + "a\n" * 5001, "more than 5,000 rows"),
        ("", "This file is empty."),
    ):
        answer = send(maker, content)
        assert (answer.status_code, said in answer.get_json()["message"]) == (422, True), answer.get_json()
    for role in ("clinic", "pharmacist", "admin", "support"):
        assert send(web.person(role)).status_code == 403
