// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssetResourceTest {

    @Test
    void makes_every_template_part_of_the_version() throws IOException {
        try (Stream<Path> templates = Files.list(Path.of("src/main/resources/templates"))) {
            Set<String> names =
                    templates.map(template -> template.getFileName().toString()).collect(Collectors.toSet());

            assertEquals(names, Set.copyOf(AssetResource.TEMPLATES));
        }
    }
}
