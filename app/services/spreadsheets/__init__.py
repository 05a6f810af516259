"""Delegations and what they submit as workbooks, for those who work with spreadsheets.

Each sheet is described once (`sheets`), by the fields of the resource that it stands for. Export, template and import
follow the descriptions; what a row may say is judged by the rules of the API, and done by the services of resources.
"""
