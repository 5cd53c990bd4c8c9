package io.redisguard.policy;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes a report as JSON. */
final class ReportJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ReportJson() {}

    static String of(PolicyReport report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("entries");
            report.entries().forEach(entry -> write(json, entry));
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, PolicyReport.Entry entry) {
        json.writeStartObject();
        json.writeStringProperty("rule", entry.rule().id());
        json.writeStringProperty("command", entry.command());
        json.writeStringProperty("action", entry.action().id());
        json.writeNumberProperty("count", entry.count());
        json.writeArrayPropertyStart("sites");
        for (PolicyReport.Site site : entry.sites()) {
            json.writeStartObject();
            json.writeStringProperty("place", site.place());
            json.writeNumberProperty("count", site.count());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("reasons");
        entry.reasons().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }
}
