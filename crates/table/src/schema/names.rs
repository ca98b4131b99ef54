//! Recognises records by the names of their fields, of which some may be left out.

use super::{Recognized, Schema, flow10, flows, kdd, known, normalize, recognize, unique_names, zeek};

/// So many fields of KDD'99 are no accident; the ten-feature table shares five.
const ENOUGH: usize = 8;

/// What fields of these names are. Where the schema has names of its own for them, those are the columns' names.
pub(crate) fn of_names(names: &[String]) -> Recognized {
    let is_flow10 = flow10::by_header(names).is_some();
    let n_kdd = names.iter().filter(|name| kdd::knows(name)).count();
    // Flows have the windows of KDD'99 under the same names, but neither of these.
    let is_kdd = n_kdd >= ENOUGH && ["protocol_type", "flag"].iter().all(|name| has(names, name));
    if is_kdd && !is_flow10 {
        return kdd::by_names(names);
    }
    let recognized = recognize(Some(names), names.len(), &[]);
    let fields = match recognized.schema {
        Schema::ZeekConn => zeek::FIELDS,
        Schema::Flows => flows::FIELDS,
        _ => return recognized,
    };
    let own = |name: String| {
        let normal = normalize(&name);
        let known = fields.iter().find(|(known, _)| normalize(known) == normal);
        known.map_or(name, |(known, _)| (*known).to_owned())
    };
    let names: Vec<String> = recognized.names.into_iter().map(own).collect();
    known::recognized(recognized.schema, unique_names(Some(&names), names.len()), &[])
}

/// Whether a schema has a field of this name.
pub(crate) fn knows(schema: Schema, name: &str) -> bool {
    let normal = normalize(name);
    match schema {
        Schema::Generic => false,
        Schema::Kdd99 | Schema::NslKdd => kdd::knows(&normal) || ["label", "difficulty"].contains(&normal.as_str()),
        Schema::Flow10 => flow10::knows(&normal),
        other => known::use_of(other).is_some_and(|use_of| use_of(&normal).is_some()),
    }
}

fn has(names: &[String], wanted: &str) -> bool {
    names.iter().any(|name| normalize(name) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(names: &[&str]) -> (Schema, Vec<String>) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let recognized = of_names(&names);
        assert_eq!(recognized.names.len(), recognized.readings.len());
        (recognized.schema, recognized.names)
    }

    #[test]
    fn some_fields_of_kdd_are_enough_and_get_their_places() {
        let given = [
            "flag",
            "Protocol Type",
            "service",
            "src_bytes",
            "dst_bytes",
            "count",
            "srv_count",
            "serror_rate",
            "mine",
        ];
        let (found, names) = schema(&given);
        assert_eq!((found, names.len()), (Schema::Kdd99, 43));
        assert_eq!([&names[1], &names[3], &names[42]], ["protocol_type", "flag", "mine"]);
        assert_eq!(schema(&given[..5]).0, Schema::Generic);
    }

    #[test]
    fn other_schemas_are_found_with_their_own_spelling() {
        let (found, names) = schema(&["uid", "id_orig_h", "ID.resp_h", "proto", "conn_state"]);
        assert_eq!(found, Schema::ZeekConn);
        assert_eq!(names, ["uid", "id.orig_h", "id.resp_h", "proto", "conn_state"]);
        let ten = flow10::FEATURES.map(|(name, _)| name);
        assert_eq!(schema(&ten).0, Schema::Flow10);
        assert!(
            knows(Schema::ZeekConn, "ID.orig_h") && knows(Schema::Flow10, "Src Port") && knows(Schema::Kdd99, "land")
        );
        assert!(!knows(Schema::ZeekConn, "land") && !knows(Schema::Generic, "duration"));
        assert_eq!(schema(&["a", "b"]), (Schema::Generic, vec!["a".into(), "b".into()]));
    }
}
