"""Every change to a draft or case: one verb, one home. Called alike by portal, workspace, command line and tasks."""

from servewell.apps.cases.operations.begin_draft import begin_draft
from servewell.apps.cases.operations.conversation import (
    add_note,
    give_information,
    request_information,
    send_message,
)
from servewell.apps.cases.operations.correcting import delay_look, rectify
from servewell.apps.cases.operations.deciding import close_case, decide, issue_output, reopen, undo_decision
from servewell.apps.cases.operations.draft_access import (
    claim_case,
    claim_draft,
    open_with_code,
    send_access_code,
    send_resume_link,
)
from servewell.apps.cases.operations.draft_files import add_draft_file, remove_draft_file
from servewell.apps.cases.operations.draft_pages import refuse_page, resume_draft, save_page, show_page
from servewell.apps.cases.operations.erasing import ask_for_erasure, decline_erasure, erase_case, propose_erasure
from servewell.apps.cases.operations.handling import (
    assign_case,
    enter_stage,
    record_status_view,
    return_case,
    take_case,
    view_case,
)
from servewell.apps.cases.operations.outcomes import answer_review, give_outcome, take_review
from servewell.apps.cases.operations.resident_steps import add_documents, appeal, withdraw
from servewell.apps.cases.operations.setting_aside import put_aside, take_up
from servewell.apps.cases.operations.submit import submit

__all__ = [
    "add_documents",
    "add_draft_file",
    "add_note",
    "answer_review",
    "appeal",
    "ask_for_erasure",
    "assign_case",
    "begin_draft",
    "claim_case",
    "claim_draft",
    "close_case",
    "decide",
    "decline_erasure",
    "delay_look",
    "enter_stage",
    "erase_case",
    "give_information",
    "give_outcome",
    "issue_output",
    "open_with_code",
    "propose_erasure",
    "put_aside",
    "record_status_view",
    "rectify",
    "refuse_page",
    "remove_draft_file",
    "reopen",
    "request_information",
    "resume_draft",
    "return_case",
    "save_page",
    "send_access_code",
    "send_message",
    "send_resume_link",
    "show_page",
    "submit",
    "take_case",
    "take_review",
    "take_up",
    "undo_decision",
    "view_case",
    "withdraw",
]
