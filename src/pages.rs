//! The four steps, and live traffic.

mod data;
mod live;
mod load;
mod results;
mod train;

pub use data::DataPage;
pub use live::LivePage;
pub use load::LoadPage;
pub use results::ResultsPage;
pub use train::TrainPage;
