"""The planner: schedule + treatment + clinic rules + now give one PlannedMessage a step."""
