//! Apache Parquet, Snappy-compressed: numbers as FLOAT or DOUBLE, everything else as strings, encoded by dictionary where
//! they repeat. Every column may be null.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use anyhow::Context;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, FloatType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use wiresift_table::{Column, ColumnData, Table, Values};

/// Rows that are held encoded before they are written.
const ROWS_PER_GROUP: usize = 1 << 17;

/// Writes a table.
pub(crate) fn parquet(table: &Table, out: &mut (impl Write + Send)) -> anyhow::Result<()> {
    let fields = table.columns.iter().map(|column| field(column).map(Arc::new));
    let schema = Type::group_type_builder("flows")
        .with_fields(fields.collect::<Result<_, _>>()?)
        .build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("wiresift ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
    for start in (0..table.n_rows()).step_by(ROWS_PER_GROUP) {
        let rows = start..table.n_rows().min(start + ROWS_PER_GROUP);
        let mut group = writer.next_row_group()?;
        for column in &table.columns {
            let mut place = group.next_column()?.context("the schema lacks a column")?;
            write(column, rows.clone(), &mut place)?;
            place.close()?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

fn field(column: &Column) -> parquet::errors::Result<Type> {
    let (physical, logical) = match &column.data {
        ColumnData::Number(numbers) => match numbers.values() {
            Values::F32(_) => (Physical::FLOAT, None),
            Values::F64(_) => (Physical::DOUBLE, None),
        },
        ColumnData::Category(_) | ColumnData::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL)
        .build()
}

/// Writes `rows` of a column. A missing number is NaN in a table, and null here.
fn write(column: &Column, rows: Range<usize>, place: &mut SerializedColumnWriter<'_>) -> parquet::errors::Result<()> {
    match &column.data {
        ColumnData::Number(numbers) => match numbers.values() {
            Values::F32(values) => {
                let values = values.get(rows).unwrap_or_default().iter();
                put::<FloatType>(place, values.map(|value| Some(*value).filter(|value| !value.is_nan())))
            }
            Values::F64(values) => {
                let values = values.get(rows).unwrap_or_default().iter();
                put::<DoubleType>(place, values.map(|value| Some(*value).filter(|value| !value.is_nan())))
            }
        },
        ColumnData::Category(category) => {
            // A clone shares the bytes.
            let names: Vec<ByteArray> = category.names.iter().map(|name| name.as_str().into()).collect();
            let codes = category.codes.get(rows).unwrap_or_default().iter();
            put::<ByteArrayType>(place, codes.map(|&code| names.get(code as usize).cloned()))
        }
        ColumnData::Text(text) => {
            let values = rows.map(|row| text.get(row));
            put::<ByteArrayType>(place, values.map(|value| (!value.is_empty()).then(|| value.into())))
        }
    }
}

/// Parquet wants the values that are there, and for each row whether one is.
fn put<T: DataType>(
    place: &mut SerializedColumnWriter<'_>,
    values: impl Iterator<Item = Option<T::T>>,
) -> parquet::errors::Result<()> {
    let mut present = Vec::with_capacity(values.size_hint().0);
    let found = values
        .inspect(|value| present.push(i16::from(value.is_some())))
        .flatten();
    let found: Vec<T::T> = found.collect();
    place.typed::<T>().write_batch(&found, Some(&present), None)?;
    Ok(())
}
