#!/bin/bash
# Succeeds when there is at least one file of virus signatures.
shopt -s nullglob
files=(/var/lib/clamav/*.{cvd,cld,ndb,ldb,hdb,hsb})
[ ${#files[@]} -gt 0 ]
