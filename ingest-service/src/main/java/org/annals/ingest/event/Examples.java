// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.event;

/** What the description of the API shows; a test posts each. */
final class Examples {

    static final String DATA = """
            {
              "occurred": "2022-08-05",
              "title": "The director resigned",
              "actors": [{"name": "Oksana Pokalchuk", "kind": "person", "role": "director"}],
              "sources": [{"url": "https://example.org/interview", "publisher": "Example", "published": "2022-08-05"}],
              "media": [{"url": "https://example.org/letter.pdf", "kind": "document", "caption": "Her letter"}],
              "links": [{"rel": "responds-to", "id": "report-issued"}],
              "status": "confirmed"
            }""";

    static final String EVENT = """
            {
              "specversion": "1.0",
              "id": "director-resigned",
              "source": "/desk/kyiv",
              "type": "director.resigned",
              "subject": "amnesty-ukraine-2022",
              "data":\s""" + DATA + "}";

    static final String CORRECTION = """
            {
              "specversion": "1.0",
              "id": "director-resigned-2",
              "source": "/desk/kyiv",
              "type": "director.resigned",
              "subject": "amnesty-ukraine-2022",
              "corrects": "director-resigned",
              "data": {"occurred": "2022-08-05T19:00:00Z", "title": "The director resigned"}
            }""";

    static final String RETRACTION = """
            {
              "specversion": "1.0",
              "id": "director-resigned-3",
              "source": "/desk/kyiv",
              "type": "director.resigned",
              "subject": "amnesty-ukraine-2022",
              "retracts": "director-resigned",
              "data": {"reason": "Entered twice"}
            }""";

    static final String BATCH = "[" + EVENT + ", " + CORRECTION + "]";

    private Examples() {}
}
