"""`python -m escalation_sim`."""

from escalation_sim.cli.main import main

if __name__ == "__main__":
    main()
