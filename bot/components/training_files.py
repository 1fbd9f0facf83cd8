"""Rasa importer: the training files, read once."""

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method


class TrainingFiles(RasaFileImporter):
    """Rasa's own importers ask for the examples with the language and without, and so have them read twice.

    That takes some seconds of a training. They copy what they get before they change it.
    """

    @cached_method
    def _read(self) -> TrainingData:
        return super().get_nlu_data()

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The examples, which name no language of their own."""
        return self._read()
