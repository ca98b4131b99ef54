//! The four steps.

mod data;
mod load;
mod results;
mod train;

pub use data::DataPage;
pub use load::LoadPage;
pub use results::ResultsPage;
pub use train::TrainPage;
