"""What was proposed and what became of it, in words that staff wrote for everybody."""

from django.test import Client
from tests.cast import NOW

from servewell.apps.feedback import operations


def test_an_idea_is_public_only_in_the_owners_words(cast):
    client = Client()
    assert "No idea is shown here yet." in client.get("/you-said-we-did/").content.decode()
    idea = operations.raise_idea(service=cast.service, text="Mrs Silva waits too long.", by=cast.amina, now=NOW)
    operations.answer_idea(idea=idea, state="done", reason="We ask for it at once.", by=cast.owner, now=NOW)
    assert "No idea is shown here yet." in client.get("/you-said-we-did/").content.decode()
    operations.publish_idea(idea=idea, said="Ask for the <proof> at once.", by=cast.owner, now=NOW)
    page = client.get("/you-said-we-did/").content.decode()
    assert "Ask for the &lt;proof&gt; at once." in page
    assert "We ask for it at once." in page
    assert "Done" in page
    assert "Silva" not in page
    operations.publish_idea(idea=idea, said="", by=cast.owner, now=NOW)
    assert "No idea is shown here yet." in client.get("/you-said-we-did/").content.decode()
