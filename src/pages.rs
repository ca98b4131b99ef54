//! The steps.

mod data;
mod load;
mod models;
mod results;
mod train;

pub use data::DataPage;
pub use load::LoadPage;
pub use models::ModelsPage;
pub use results::ResultsPage;
pub use train::TrainPage;
