"""All tables. Importing the package registers every one, so that relationships named in strings resolve."""

from app.models.account import (
    Account,
    ApiToken,
    AuditEntry,
    FailedSignIn,
    Invitation,
    Membership,
    PasswordReset,
    Role,
    Scope,
    SignIn,
)
from app.models.answered_request import AnsweredRequest
from app.models.base import Base
from app.models.conference import (
    Conference,
    ConferenceSession,
    MeetingTable,
    NeedsVisibleTo,
    Slot,
    Stage,
    TableUnavailability,
)
from app.models.delegate import Delegate, DelegateFunction
from app.models.delegation import Delegation, DelegationMode, Unavailability
from app.models.document import Document, DocumentPurpose
from app.models.enquiry import Enquiry, EnquiryChange, EnquiryDocument, EnquiryKind, EnquiryStatus
from app.models.happening import Happening, HappeningKind
from app.models.identity import Identity
from app.models.interest import (
    Interest,
    InterestKind,
    InterestMeaning,
    InterestState,
    Need,
    Offering,
    PartnerIntent,
    PartnerKind,
    SignOffState,
    Urgency,
    Visibility,
)
from app.models.interest_history import InterestRevision, StateChange
from app.models.interpreter import Interpreter, InterpreterUnavailability
from app.models.meeting_group import GroupMember, MeetingGroup, MemberState
from app.models.meeting_request import MeetingRequest, RequestStatus
from app.models.organisation import CountryRole, Organisation, OrganisationCountry, OrganisationKind
from app.models.outgoing_mail import OutgoingMail
from app.models.reference import Country, Objective, Region, Sector
from app.models.request_count import RequestCount
from app.models.run import AMENDED, Phase, Run, RunStatus
from app.models.run_share import RunShare, ShareStatus
from app.models.scoring import Dismissal, ScoringWeights
from app.models.second_factor import HalfSignIn, RecoveryCode, SecondFactor
from app.models.side_rule import SideRule
from app.models.sign_off import SignOff, SignOffBy
from app.models.timetable import Placement, PlacementInterpreter, PlacementParty, TimetableStatus, TimetableVersion
from app.models.timetable_draft import DraftStep, StepKind, StepState, TimetableDraft
from app.models.wish import DelegationPair, MeetingValue, MustMeet, Pin, Wish, WishKind
from app.models.workbook_import import WorkbookImport

__all__ = [
    "AMENDED",
    "Account",
    "AnsweredRequest",
    "ApiToken",
    "AuditEntry",
    "Base",
    "Conference",
    "ConferenceSession",
    "Country",
    "CountryRole",
    "Delegate",
    "DelegateFunction",
    "Delegation",
    "DelegationMode",
    "DelegationPair",
    "Dismissal",
    "Document",
    "DocumentPurpose",
    "DraftStep",
    "Enquiry",
    "EnquiryChange",
    "EnquiryDocument",
    "EnquiryKind",
    "EnquiryStatus",
    "FailedSignIn",
    "GroupMember",
    "HalfSignIn",
    "Happening",
    "HappeningKind",
    "Identity",
    "Interest",
    "InterestKind",
    "InterestMeaning",
    "InterestRevision",
    "InterestState",
    "Interpreter",
    "InterpreterUnavailability",
    "Invitation",
    "MeetingGroup",
    "MeetingRequest",
    "MeetingTable",
    "MeetingValue",
    "MemberState",
    "Membership",
    "MustMeet",
    "Need",
    "NeedsVisibleTo",
    "Objective",
    "Offering",
    "Organisation",
    "OrganisationCountry",
    "OrganisationKind",
    "OutgoingMail",
    "PartnerIntent",
    "PartnerKind",
    "PasswordReset",
    "Phase",
    "Pin",
    "Placement",
    "PlacementInterpreter",
    "PlacementParty",
    "RecoveryCode",
    "Region",
    "RequestCount",
    "RequestStatus",
    "Role",
    "Run",
    "RunShare",
    "RunStatus",
    "Scope",
    "ScoringWeights",
    "SecondFactor",
    "Sector",
    "ShareStatus",
    "SideRule",
    "SignIn",
    "SignOff",
    "SignOffBy",
    "SignOffState",
    "Slot",
    "Stage",
    "StateChange",
    "StepKind",
    "StepState",
    "TableUnavailability",
    "TimetableDraft",
    "TimetableStatus",
    "TimetableVersion",
    "Unavailability",
    "Urgency",
    "Visibility",
    "Wish",
    "WishKind",
    "WorkbookImport",
]
