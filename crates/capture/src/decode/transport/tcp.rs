//! TCP (RFC 9293).

use super::{Segment, bad_length};
use crate::decode::ip::Chain;
use crate::packet::{Tcp, TcpFlags, Transport};
use crate::undecoded::{Layer, Undecoded};

const MIN_HEADER_BYTES: u8 = 20;

pub(super) fn parse<'a>(chain: &Chain<'a>) -> Result<Segment<'a>, Undecoded> {
    let Some((header, rest)) = chain.payload.split_first_chunk::<20>() else {
        return Err(chain.cut(Layer::Tcp));
    };
    let header_len = (header[12] >> 4) * 4;
    let is_part = chain.fragment.is_some();
    if header_len < MIN_HEADER_BYTES || (u32::from(header_len) > chain.payload_len && !is_part) {
        return Err(bad_length(Layer::Tcp));
    }
    let n_options = usize::from(header_len - MIN_HEADER_BYTES);
    let tcp = Tcp {
        source_port: u16::from_be_bytes([header[0], header[1]]),
        destination_port: u16::from_be_bytes([header[2], header[3]]),
        sequence: u32::from_be_bytes([header[4], header[5], header[6], header[7]]),
        acknowledgment: u32::from_be_bytes([header[8], header[9], header[10], header[11]]),
        flags: TcpFlags(header[13]),
        window: u16::from_be_bytes([header[14], header[15]]),
        urgent: u16::from_be_bytes([header[18], header[19]]),
        header_len,
        options: rest.get(..n_options).unwrap_or(rest),
    };
    Ok(Segment {
        transport: Transport::Tcp(tcp),
        header_len: u32::from(header_len),
        total_len: chain.payload_len,
    })
}
