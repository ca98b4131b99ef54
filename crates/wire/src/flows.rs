//! Flows in a batch: what is sent where packets would be too many.

use wiresift_capture::LinkType;
use wiresift_flow::Flow;

use crate::WireError;
use crate::batch::{BatchKind, HEADER_BYTES, Header, MAX_BATCH_BYTES, MAX_RECORDS};

/// A checked batch of flows.
#[derive(Clone, Debug)]
pub struct FlowBatch {
    /// Its header.
    pub header: Header,
    /// The flows, in the order in which they ended.
    pub flows: Vec<Flow>,
}

impl FlowBatch {
    pub(crate) fn read(header: Header, records: &[u8], n_bytes: usize) -> Result<Self, WireError> {
        let mut flows = Vec::new();
        let mut rest = records;
        for record in 0..header.n_records {
            let (flow, after) = postcard::take_from_bytes(rest).map_err(|error| match error {
                postcard::Error::DeserializeUnexpectedEnd => WireError::Truncated { n_bytes, record },
                error => {
                    let reason = error.to_string();
                    WireError::Record { record, reason }
                }
            })?;
            flows.push(flow);
            rest = after;
        }
        match rest.len() {
            0 => Ok(Self { header, flows }),
            n_bytes => Err(WireError::Trailing { n_bytes }),
        }
    }
}

/// Collects flows of one capture into a batch.
#[derive(Clone, Debug)]
pub struct FlowBatchWriter {
    header: Header,
    bytes: Vec<u8>,
}

impl FlowBatchWriter {
    /// An empty batch. `first` is the number of the first flow that will be added, in order of their ends.
    pub fn new(capture: u64, first: u64) -> Self {
        Self {
            header: Header {
                kind: BatchKind::Flows,
                interface: 0,
                link_type: LinkType(0),
                capture,
                first,
                n_records: 0,
            },
            bytes: vec![0; HEADER_BYTES],
        }
    }

    /// Adds a flow; false, and nothing added, where the batch is full.
    ///
    /// # Errors
    /// [`WireError::Record`] where the flow cannot be encoded, or alone is longer than a batch may be.
    pub fn push(&mut self, flow: &Flow) -> Result<bool, WireError> {
        let record = self.header.n_records;
        let fail = |reason: String| WireError::Record { record, reason };
        let bytes = postcard::to_stdvec(flow).map_err(|error| fail(error.to_string()))?;
        if bytes.len() > MAX_BATCH_BYTES - HEADER_BYTES {
            return Err(fail("the flow is longer than a batch".to_owned()));
        }
        if record >= MAX_RECORDS || self.bytes.len() + bytes.len() > MAX_BATCH_BYTES {
            return Ok(false);
        }
        self.bytes.extend_from_slice(&bytes);
        self.header.n_records += 1;
        Ok(true)
    }

    /// Its header as it stands.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The message.
    pub fn finish(mut self) -> Vec<u8> {
        if let Some(head) = self.bytes.first_chunk_mut() {
            *head = self.header.write();
        }
        self.bytes
    }
}
