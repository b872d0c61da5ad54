"""Checks a text that a language model wrote against the evidence that it was written from."""

from bot.verify.check import Complaint, verify
from bot.verify.evidence import Evidence, Item, evidence_of
from bot.verify.known import Known
from bot.verify.surroundings import Surroundings

__all__ = ["Complaint", "Evidence", "Item", "Known", "Surroundings", "evidence_of", "verify"]
