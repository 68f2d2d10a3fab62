#!/bin/sh
# You are nobody, with one capability: CAP_SETUID. Make the hostname "pwned".
# (The check gives you a hostname of your own.)
hostname pwned
