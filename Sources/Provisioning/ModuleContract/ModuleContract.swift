// What a task module is: typed arguments, facts, a plan.
