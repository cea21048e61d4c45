// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import org.annals.ingest.problem.Problem;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What the description of the API says once for all resources: how a request is refused. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Annals: ingest-service",
                        version = "1",
                        description = "The front door: events come in, and are answered when Kafka has them."),
        components =
                @Components(
                        responses = {
                            @APIResponse(
                                    name = "wrong",
                                    description = "Nothing was published: the problem names every violation, or where "
                                            + "the body stops being JSON",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class))),
                            @APIResponse(
                                    name = "slow",
                                    description = "The body did not come in whole in time",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class))),
                            @APIResponse(
                                    name = "large",
                                    description = "The request, the batch or an event is too large",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class))),
                            @APIResponse(
                                    name = "unacceptable",
                                    description = "The Accept header leaves out the form of the answer",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class))),
                            @APIResponse(
                                    name = "unsupported",
                                    description = "The content type or content encoding is not taken",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class))),
                            @APIResponse(
                                    name = "unavailable",
                                    description = "Kafka did not confirm in time, or too much is on its way: send the "
                                            + "same again after Retry-After",
                                    headers =
                                            @Header(
                                                    name = "Retry-After",
                                                    schema =
                                                            @Schema(implementation = Integer.class, description = "s")),
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class)))
                        }))
final class ApiDescription {

    private ApiDescription() {}
}
