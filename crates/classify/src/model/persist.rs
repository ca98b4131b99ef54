//! A model as a file: tensors and JSON in a [`container`], as shipped and as exported.

use serde::{Deserialize, Serialize};
use wiresift_network::container::{self, Format, Opened, Tensor, Values};
use wiresift_network::{Autoencoder, AutoencoderDescription, Classifier, ClassifierDescription, ModelError};
use wiresift_table::Encoder;

use super::{About, AttackModel, FamilyModel};
use crate::labels::Class;
use crate::{Evaluation, FeatureSet, ForestDescription, Novelty, RandomForest};

const FORMAT: Format = Format {
    name: "wiresift-attack-model",
    version: 1,
};
const FOREST: &str = "forest";
const REFERENCES: &str = "novelty.references";

#[derive(Clone, Serialize, Deserialize)]
struct Description {
    about: About,
    features: FeatureSet,
    classes: Vec<Class>,
    encoder: Encoder,
    temperature: f64,
    alarm: Option<f64>,
    validation: Option<Evaluation>,
    #[serde(default)]
    test: Option<Evaluation>,
    networks: Vec<ClassifierDescription>,
    forest: Option<ForestDescription>,
    autoencoders: Vec<AutoencoderDescription>,
    n_references: usize,
}

impl AttackModel {
    /// The model as a file.
    ///
    /// # Errors
    /// [`ModelError`] where it cannot be described, which no trained model is.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        let mut tensors = Vec::new();
        let mut take = |part: Vec<(String, Tensor)>| tensors.extend(part);
        let mut networks = Vec::new();
        for (idx, network) in self.model.networks().iter().enumerate() {
            let (description, part) = network.to_parts(&network_name(idx));
            networks.push(description);
            take(part);
        }
        let forest = self.model.forest().map(|forest| {
            let (description, part) = forest.to_parts(FOREST);
            take(part);
            description
        });
        let mut autoencoders = Vec::new();
        let (parts, references) = self.novelty.as_ref().map_or((&[][..], &[][..]), |novelty| {
            (novelty.autoencoders.as_slice(), novelty.references.as_slice())
        });
        for (idx, autoencoder) in parts.iter().enumerate() {
            let (description, part) = autoencoder.to_parts(&autoencoder_name(idx));
            autoencoders.push(description);
            take(part);
        }
        if !references.is_empty() {
            let values = Values::F32(references.to_vec());
            take(vec![(REFERENCES.to_owned(), Tensor::new(&[references.len()], &values))]);
        }
        let description = Description {
            about: self.about.clone(),
            features: self.features,
            classes: self.classes.clone(),
            encoder: self.encoder.clone(),
            temperature: self.temperature,
            alarm: self.alarm,
            validation: self.validation.clone(),
            test: self.test.clone(),
            networks,
            forest,
            autoencoders,
            n_references: references.len(),
        };
        container::write(FORMAT, &description, &tensors)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote. The bytes may come from anywhere.
    ///
    /// # Errors
    /// [`ModelError`]: too large, no model, another version, or damage.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let file = container::open::<Description>(bytes, FORMAT)?;
        let description = file.description.clone();
        let model = Self {
            model: read_judge(&file)?,
            novelty: read_novelty(&file)?,
            about: description.about,
            features: description.features,
            classes: description.classes,
            encoder: description.encoder,
            temperature: description.temperature,
            alarm: description.alarm,
            validation: description.validation,
            test: description.test,
        };
        model.check()?;
        Ok(model)
    }

    /// Whether the parts of a file fit each other.
    fn check(&self) -> Result<(), ModelError> {
        let bad = |reason| Err(ModelError::description(reason));
        let n_features = self.encoder.features().len();
        if self.model.shape() != Some((n_features, self.classes.len())) {
            return bad("the judge has another shape than columns and classes give");
        }
        if self
            .novelty
            .as_ref()
            .is_some_and(|novelty| novelty.n_features() != n_features)
        {
            return bad("the autoencoders have another shape than the columns give");
        }
        if !self.classes.first().is_some_and(Class::is_normal) {
            return bad("its first class is not normal traffic");
        }
        if !(self.temperature.is_finite() && self.temperature > 0.0) {
            return bad("its temperature is no positive number");
        }
        if self.alarm.is_some_and(|alarm| !(0.5..=1.0).contains(&alarm)) {
            return bad("its alarm is no share of normal traffic");
        }
        Ok(())
    }
}

fn network_name(idx: usize) -> String {
    format!("network.{idx}")
}

fn autoencoder_name(idx: usize) -> String {
    format!("novelty.{idx}")
}

fn read_judge(file: &Opened<'_, Description>) -> Result<FamilyModel, ModelError> {
    let networks = file.description.networks.iter().enumerate();
    let networks = networks.map(|(idx, part)| Classifier::from_parts(part.clone(), file, &network_name(idx)));
    let networks: Vec<Classifier> = networks.collect::<Result<_, _>>()?;
    let forest = file.description.forest.clone();
    let forest = forest
        .map(|part| RandomForest::from_parts(part, file, FOREST))
        .transpose()?;
    match (networks.is_empty(), forest) {
        (true, Some(forest)) => Ok(FamilyModel::RandomForest(forest)),
        (false, Some(forest)) => Ok(FamilyModel::Both(networks, forest)),
        (false, None) => Ok(FamilyModel::Network(networks)),
        (true, None) => Err(ModelError::description("it has neither networks nor a forest")),
    }
}

fn read_novelty(file: &Opened<'_, Description>) -> Result<Option<Novelty>, ModelError> {
    let parts = &file.description.autoencoders;
    if parts.is_empty() {
        return Ok(None);
    }
    let autoencoders = parts.iter().enumerate();
    let autoencoders =
        autoencoders.map(|(idx, part)| Autoencoder::from_parts(part.clone(), file, &autoencoder_name(idx)));
    let autoencoders: Vec<Autoencoder> = autoencoders.collect::<Result<_, _>>()?;
    let n_features = autoencoders.first().map_or(0, Autoencoder::n_features);
    let references = file.floats(REFERENCES, &[file.description.n_references])?;
    if references.is_empty()
        || !references.is_sorted()
        || autoencoders
            .iter()
            .any(|autoencoder| autoencoder.n_features() != n_features)
    {
        return Err(ModelError::description("its measure of novelty is damaged"));
    }
    Ok(Some(Novelty {
        autoencoders,
        references,
    }))
}
