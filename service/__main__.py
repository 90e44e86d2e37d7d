"""`python -m service` is patient-voice."""

from service.cli import main

if __name__ == "__main__":
    main()
